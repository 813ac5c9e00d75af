export default function StartPage() {
  return (
    <main className="notice">
      <h1>Bezierfit tools</h1>
    </main>
  );
}
