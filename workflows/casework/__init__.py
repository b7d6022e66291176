"""Cases, liaisons, tasks, boards and who may do what."""
