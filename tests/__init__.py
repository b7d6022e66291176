"""Tables, dialogues, properties and a real homeserver."""
