"""SCORM 1.2 packages: judged, unpacked, played, and what they tell."""
