"""What people may type: words, arguments, questions, help."""
