"""An LDAP directory: OpenLDAP, 389 Directory Server, Active Directory. The only package that knows ldap3."""

from auth.directories.ldap.directory import LdapDirectory

__all__ = ["LdapDirectory"]
