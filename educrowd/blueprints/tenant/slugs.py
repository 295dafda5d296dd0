"""Which names a site may have."""

from __future__ import annotations

import re

from educrowd.core.errors import Invalid

PATTERN = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,38})[a-z0-9]")

RESERVED = frozenset(
    ["about", "abuse", "account", "accounts", "admin", "administrator", "api", "app", "apps", "assets", "auth", "autoconfig", "autodiscover", "beta", "billing", "blog", "brand", "careers", "cdn", "checkout", "cname", "community", "console", "contact", "content", "courses", "dashboard", "demo-admin", "dev", "developer", "developers", "dns", "docs", "domain", "domains", "download", "educrowd", "email", "enterprise", "error", "events", "example", "explore", "faq", "feedback", "files", "forum", "ftp", "git", "help", "host", "hostmaster", "imap", "images", "img", "info", "internal", "invalid", "ipv4", "ipv6", "jobs", "learn", "legal", "live", "local", "localhost", "login", "logout", "mail", "mailer", "mailserver", "manage", "marketing", "media", "messages", "metrics", "mobile", "monitor", "mta-sts", "mx", "news", "newsletter", "noc", "none", "ns", "ns1", "ns2", "null", "official", "operator", "ops", "owner", "pages", "partner", "partners", "pay", "payment", "payments", "phishing", "platform", "policy", "pop", "pop3", "postmaster", "pricing", "privacy", "private", "production", "projects", "proxy", "public", "register", "registry", "root", "sales", "sandbox", "search", "secure", "security", "server", "service", "services", "settings", "shop", "signin", "signup", "site", "sites", "smtp", "ssl", "staff", "staging", "stage", "static", "stats", "status", "store", "stripe", "studio", "support", "sysadmin", "system", "team", "tenant", "terms", "test", "testing", "tls", "tools", "undefined", "update", "upload", "user", "users", "webhook", "webhooks", "webmaster", "webmail", "welcome", "wiki", "wpad", "www", "www1", "www2", "xn"]
)


def check_slug(slug: str) -> str:
    """The slug itself when it may name a site; raises Invalid with the reason otherwise."""
    if not PATTERN.fullmatch(slug) or "--" in slug:
        raise Invalid("slug", "Use 3 to 40 letters, digits and hyphens, starting and ending with a letter or digit.")
    if slug in RESERVED:
        raise Invalid("slug", "This name is reserved. Please choose another.")
    return slug
