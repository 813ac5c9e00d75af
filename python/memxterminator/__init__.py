"""Shim of the bezierfit program; other parts of a package of this name elsewhere on the path stay importable."""

__path__ = __import__("pkgutil").extend_path(__path__, __name__)
