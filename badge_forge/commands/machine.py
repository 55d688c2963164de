"""What `badgeforge doctor` looks at on the machine itself: fonts, Pango, the store's folder, CUPS."""

import asyncio
import shutil
import tempfile
from importlib import import_module

from badge_forge.config import Config
from badge_forge.destinations import Destinations
from forge.errors import ForgeError
from spool.errors import SpoolError

FONTS = {"Noto Sans": "fonts-noto-core", "Noto Sans CJK JP": "fonts-noto-cjk", "Noto Color Emoji": "fonts-noto-color-emoji"}
LEAST_FREE = 1 << 29
"""bytes: some thousand badges and their sheets"""

type Found = tuple[list[str], str]
"""what is wrong, a sentence each; and what is there, for the case that nothing is"""


async def fonts(_: Config) -> Found:
    if shutil.which("fc-list") is None:
        return ["fc-list is missing: install the package fontconfig"], ""
    process = await asyncio.create_subprocess_exec("fc-list", ":", "family", stdout=asyncio.subprocess.PIPE)
    families = {family.strip() for family in (await process.communicate())[0].decode().replace("\n", ",").split(",")}
    missing = [f"the font {font} is missing: install the package {package}" for font, package in FONTS.items() if font not in families]
    return missing, ", ".join(FONTS)


async def pango(_: Config) -> Found:
    try:
        import_module("forge.rendering")
    except OSError as error:
        return [f"Pango cannot be loaded ({error}): install the packages libpango-1.0-0 and libpangoft2-1.0-0"], ""
    except ForgeError as error:
        return [str(error)], ""
    return [], ""


async def store(config: Config) -> Found:
    """The folder of badges and sheets can be written, and has room."""
    config.files.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=config.files):
        free = shutil.disk_usage(config.files).free
    there = f"{config.files} has {free >> 20} MB free"
    return ([] if free > LEAST_FREE else [f"{there}: make room, or name another folder with var in [node]"]), there


async def cups(config: Config) -> Found:
    """This machine's CUPS, and each server that the configuration names: those that are used must answer."""
    used = {printer.server for printer in config.printers if printer.kind == "cups"}
    wrong, there = [], []
    async with Destinations(once=True) as destinations:
        for server in sorted({"", *used}):
            try:
                has = await destinations.queues(server)
                there.append(f"{server or 'this machine'} has {', '.join(has) or 'no queue; make one with `lpadmin`'}")
            except SpoolError as error:
                if server in used:
                    wrong.append(str(error))
                there.append(f"{server or 'this machine'} has none; sheets go to folders and other servers")
    return wrong, "; ".join(there)
