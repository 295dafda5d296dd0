"""How often public pages are read, without cookies and without keeping who read them.

A page is noted in this process's memory once it has been answered, and a thread of its own brings what was noted to
Redis every second: who reads waits for nothing, and a Redis that is away costs counts, never a page. Redis holds
totals of a site's day for two days; a job writes them into the site's own table. People are not counted one by one:
a digest of address and browser, under a salt that each site has anew every day and that is forgotten after two, goes
into a sketch from which only the number of different ones can be read.
"""

from .counting import init_app
from .notebook import SITES, totals

__all__ = ["SITES", "init_app", "totals"]
