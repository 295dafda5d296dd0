"""Writing to learners: announcements, who is stuck, and which letters they want."""
