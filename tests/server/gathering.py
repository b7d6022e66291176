"""People for one test: each has an account of their own and a real client, and all leave in the end."""

from demo.people import Person
from tests.server.bots import PASSWORD


class Gathering:
    """`await person("ann")` makes one; `person.also(...)` adds one that a test made itself."""

    def __init__(self, homeserver, folder):
        self.homeserver, self.folder, self.people = homeserver, folder, []

    async def __call__(self, name, kind=Person):
        localpart = f"{name}-{self.folder.name}".replace("_", "-").lower()
        user = await self.homeserver.register(localpart, PASSWORD)
        places = (self.folder,) if kind is Person else ()
        return self.also(await kind.login(self.homeserver.url, user, PASSWORD, *places))

    def also(self, person):
        self.people.append(person)
        return person
