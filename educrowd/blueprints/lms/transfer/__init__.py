"""A whole course as a document with files beside it: written from a course, built into one."""
