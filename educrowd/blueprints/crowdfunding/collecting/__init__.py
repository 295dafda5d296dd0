"""After the deadline: closing, charging each card once, looking after those that failed, settling."""
