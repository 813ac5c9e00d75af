/** The two specs of the tutorial's section 4, word for word. */

export const TWO_PMS_JOBS = `{
  "scheduler": {
    "gpus": [0, 1, 2, 3],
    "policy": "fill_first",
    "max_running_jobs": 2,
    "fail_fast": true
  },
  "jobs": [
    {
      "job_id": "pms_step_0.001",
      "kind": "bezierfit_particle_pms",
      "enabled": true,
      "output_root": "/path/to/runs/pms_step_0.001",
      "resources": {
        "gpus": 1,
        "procs": null
      },
      "args": {
        "particle": "/path/to/particles_selected.cs",
        "template": "/path/to/templates_selected.cs",
        "control_points": "/path/to/control_points.json",
        "points_step": 0.001,
        "physical_membrane_dist": 35,
        "input_base_dir": "/path/to/cryosparc_project",
        "resume": true
      }
    },
    {
      "job_id": "pms_step_0.002",
      "kind": "bezierfit_particle_pms",
      "enabled": true,
      "output_root": "/path/to/runs/pms_step_0.002",
      "resources": {
        "gpus": 1,
        "procs": null
      },
      "args": {
        "particle": "/path/to/particles_selected.cs",
        "template": "/path/to/templates_selected.cs",
        "control_points": "/path/to/control_points.json",
        "points_step": 0.002,
        "physical_membrane_dist": 35,
        "input_base_dir": "/path/to/cryosparc_project",
        "resume": true
      }
    }
  ]
}`;

export const PMS_AND_MMS = `{
  "scheduler": {
    "gpus": [0, 1],
    "policy": "fill_first",
    "max_running_jobs": 2,
    "fail_fast": true
  },
  "jobs": [
    {
      "job_id": "pms_dataset1",
      "kind": "bezierfit_particle_pms",
      "enabled": true,
      "output_root": "/runs/pms_dataset1",
      "resources": {"gpus": 1, "procs": null},
      "args": {
        "particle": "/data/particles_selected.cs",
        "template": "/data/templates_selected.cs",
        "control_points": "/data/control_points.json",
        "points_step": 0.001,
        "physical_membrane_dist": 35
      }
    },
    {
      "job_id": "mms_dataset1",
      "kind": "bezierfit_micrograph_mms",
      "enabled": true,
      "output_root": "/runs/mms_dataset1",
      "resources": {"gpus": 1, "procs": null},
      "args": {
        "particle": "/data/particles_selected.star",
        "batch_size": 30,
        "require_particle_mxt": true
      }
    }
  ]
}`;
