"""`make demo`: the main job, told step by step."""
