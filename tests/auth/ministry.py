"""Two hundred people of a fictitious ministry and its office, their groups and their troubles, as LDIF."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from auth.names import name_key

SUFFIX = "dc=rivages,dc=example"
PEOPLE = f"ou=personnes,{SUFFIX}"
GROUPS = f"ou=groupes,{SUFFIX}"
SERVICES = f"ou=services,{SUFFIX}"
POLICIES = f"ou=politiques,{SUFFIX}"

# Everybody's password.
PASSWORD = "vents du large & marées"

SERVICE = f"cn=relais,{SERVICES}"
SERVICE_PASSWORD = "clé du relais"
# A service account that gets forty entries at most.
BOUNDED = f"cn=borne,{SERVICES}"

MINISTRY = "Ministère des Rivages et du Territoire"
OFFICE = "Office des phares"

_GIVEN = (
    "Hélène", "Marc-André", "Zoé", "François", "Noémie", "Jean-Philippe", "Maïté", "Étienne", "Anaïs", "Loïc",
)  # fmt: skip
_FAMILY = (
    "D'Amours-Lévesque", "Tremblay", "L'Écuyer", "Bélanger", "St-Onge", "Côté", "O'Bomsawin", "Nguyễn", "Gagné",
    "Villeneuve-Œillet", "De La Durantaye", "Lapointe", "Çelik", "Paré", "Müller", "Boisvert", "Arsenault",
    "Picard", "Siméon", "Ouellet",
)  # fmt: skip
_UNITS = (
    "Direction de l'aménagement",
    "Service des berges",
    "Direction générale de l'exploitation",
    "Bureau du sous-ministre",
    "Secrétariat à la relève",
)
_TITLES = ("Inspectrice", "Analyste", "Ingénieur", "Chef de service", "Technicienne en géomatique")


@dataclass(frozen=True)
class Person:
    """Somebody of the ministry."""

    uid: str
    given: str
    family: str
    unit: str
    title: str
    organisation: str
    extra: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()

    @property
    def dn(self) -> str:
        return f"uid={self.uid},{PEOPLE}"

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


@dataclass(frozen=True)
class Circle:
    """A group, with the DNs of its members."""

    cn: str
    members: tuple[str, ...]
    description: str = ""

    @property
    def dn(self) -> str:
        escaped = re.sub(r"([,+])", r"\\\1", self.cn)
        return f"cn={escaped},{GROUPS}"


@dataclass
class Ministry:
    """The whole directory, and who of it stands for what."""

    people: list[Person]
    groups: list[Circle]
    # By what stands against their signing in.
    troubled: dict[str, Person] = field(default_factory=dict)

    @property
    def in_sixty_groups(self) -> Person:
        return self.people[1]

    @property
    def chief(self) -> Person:
        """In the innermost of the nested groups."""
        return self.people[0]


TROUBLES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "disabled": (("userAccountControl: 514",), ("compteGere",)),
    "inactivated": (("nsAccountLock: TRUE",), ("compteGere",)),
    "expired": (("shadowExpire: 15000",), ("shadowAccount",)),
    "locked": (("pwdAccountLockedTime: 20260101000000Z",), ()),
    "locked for good": (("pwdAccountLockedTime: 000001010000Z",), ()),
    "password expired": (
        ("pwdChangedTime: 20200101000000Z", f"pwdPolicySubentry: cn=breve,{POLICIES}"),
        (),
    ),
    "password to change": (("pwdReset: TRUE",), ()),
}


def ministry(size: int = 200) -> Ministry:
    """The ministry: `size` people, the same at each call."""
    people = list(_people(size))
    troubled = {}
    for place, (trouble, (extra, classes)) in enumerate(TROUBLES.items(), start=20):
        plain = people[place]
        people[place] = troubled[trouble] = Person(
            plain.uid, plain.given, plain.family, plain.unit, plain.title, plain.organisation, extra, classes
        )
    return Ministry(people, list(_groups(people)), troubled)


def ldif(of: Ministry) -> str:
    """The directory as slapadd reads it."""
    return "\n".join([*_frame(), *map(person_ldif, of.people), *map(_group_ldif, of.groups)])


def person_ldif(person: Person) -> str:
    """One entry. It also holds what Relais has no business to know (V-2)."""
    lines = [
        f"dn: {person.dn}",
        *(f"objectClass: {name}" for name in ("inetOrgPerson", *person.classes)),
        f"uid: {person.uid}",
        f"cn: {person.name}",
        f"displayName: {person.name}",
        f"givenName: {person.given}",
        f"sn: {person.family}",
        f"mail: {person.uid}@rivages.example",
        f"title: {person.title}",
        f"ou: {person.unit}",
        f"o: {person.organisation}",
        "telephoneNumber: +1 418 555-0142",
        f"homePhone: +1 581 555-0199 {person.uid}",
        f"homePostalAddress: 12, rue Secrète, {person.uid}",
        f"employeeNumber: matricule-{person.uid}",
        f"userPassword: {_hashed(PASSWORD)}",
        *person.extra,
    ]
    return "\n".join(map(_line, lines)) + "\n"


def _people(size: int) -> Iterator[Person]:
    pairs = list(product(_FAMILY, _GIVEN))
    for number in range(size):
        # Families first change with each person, so that colleagues differ.
        family, given = pairs[(number % 20) * 10 + (number // 20) % 10]
        turn = number // 200
        uid = name_key(f"{given[:1]} {family}").replace(" ", "") + (str(number) if number >= 20 else "")
        yield Person(
            uid=uid,
            given=given,
            family=family + (f" {turn}" if turn else ""),
            unit=_UNITS[number % 5],
            title=_TITLES[number % 5],
            organisation=OFFICE if number % 4 == 3 else MINISTRY,
        )


def _groups(people: list[Person]) -> Iterator[Circle]:
    chief, busy = people[0], people[1]
    yield Circle("équipe de l'estuaire", (chief.dn, people[2].dn), "L'équipe du fleuve")
    yield Circle("direction des rivages", (f"cn=équipe de l'estuaire,{GROUPS}", people[3].dn))
    yield Circle("ministère", (f"cn=direction des rivages,{GROUPS}", people[4].dn))
    # A circle: each is in the other, by way of the third.
    yield Circle("comité a", (f"cn=comité c,{GROUPS}", people[5].dn))
    yield Circle("comité b", (f"cn=comité a,{GROUPS}", people[6].dn))
    yield Circle("comité c", (f"cn=comité b,{GROUPS}", people[7].dn))
    yield Circle("relais-lecture", tuple(person.dn for person in people if person.uid != people[10].uid))
    yield Circle("virgule, plus + et accent é", (people[8].dn,))
    for number in range(60):
        yield Circle(f"communauté {number:02}", (busy.dn, people[(30 + number) % len(people)].dn))


def _group_ldif(group: Circle) -> str:
    lines = [f"dn: {group.dn}", "objectClass: groupOfNames", f"cn: {group.cn}"]
    lines += [f"description: {group.description}"] if group.description else []
    lines += [f"member: {member}" for member in group.members]
    return "\n".join(map(_line, lines)) + "\n"


def _frame() -> Iterator[str]:
    yield f"dn: {SUFFIX}\nobjectClass: dcObject\nobjectClass: organization\ndc: rivages\no: Rivages\n"
    for dn in (PEOPLE, GROUPS, SERVICES, POLICIES):
        name = dn.partition(",")[0].removeprefix("ou=")
        yield f"dn: {dn}\nobjectClass: organizationalUnit\nou: {name}\n"
    for dn in (SERVICE, BOUNDED):
        name = dn.partition(",")[0].removeprefix("cn=")
        yield (
            f"dn: {dn}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\n"
            f"cn: {name}\nuserPassword: {_hashed(SERVICE_PASSWORD)}\n"
        )
    for name, age in (("normale", 0), ("breve", 3600)):
        yield (
            f"dn: cn={name},{POLICIES}\nobjectClass: device\nobjectClass: pwdPolicy\ncn: {name}\n"
            f"pwdAttribute: userPassword\npwdLockout: TRUE\npwdMaxFailure: 5\npwdLockoutDuration: 0\n"
            f"pwdMustChange: TRUE\npwdMaxAge: {age}\n"
        )


def _line(line: str) -> str:
    """LDIF writes what is not plain ASCII in base 64."""
    name, _, value = line.partition(": ")
    if value.isascii() and not value.startswith((" ", ":", "<")):
        return line
    return f"{name}:: {base64.b64encode(value.encode()).decode()}"


def _hashed(password: str) -> str:
    salt = b"mer"
    digest = hashlib.sha1(password.encode() + salt).digest()
    return "{SSHA}" + base64.b64encode(digest + salt).decode()
