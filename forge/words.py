"""What the columns of attendee lists are called: English, German, French, Spanish, Italian, and the words of six exporters.

A header is compared as `word(header)`. Of several columns that mean the same, the one whose word stands first is taken.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from forge.text import key

_SEPARATORS = re.compile(r"[\s_:./()\-–—*·]+")


@lru_cache(maxsize=1024)
def word(header: str) -> str:
    """The form in which headers are compared: NFKC, case folded, separators as one space ("E-Mail_Address" is "e mail address")."""
    return _SEPARATORS.sub(" ", key(header).replace("’", "'")).strip()


NAME, GIVEN, FAMILY = "name", "given_name", "family_name"
ID, ORDER, POSITION, TICKET = "id", "order", "position", "ticket"
COMPANY, TYPE, EMAIL = "company", "type", "email"
STATUS, VOID = "status", "void"
PASSING = "(not kept)"
"""columns that change by themselves: kept, each new export would look like a correction of every badge"""


def _words(listed: str) -> tuple[str, ...]:
    """Words that are listed with commas."""
    return tuple(re.split(r",\s+", listed.strip()))


WORDS: Mapping[str, tuple[str, ...]] = {
    ID: _words(
        """
        badge id, badgeid, attendee id, participant id, registration id, registrant id, guest id, api id, person id, id,
        uid, uuid, attendee #, attendee number, registration number, badge number, teilnehmer id, teilnehmernummer,
        anmeldenummer, ausweisnummer, numéro de badge, numéro d'inscription, identifiant, número de registro,
        identificador, numero di registrazione, identificativo
        """
    ),
    ORDER: _words(
        """
        order code, order id, order #, order number, order reference, order, bestellnummer, bestellcode, bestellung,
        numéro de commande, commande, número de pedido, pedido, numero ordine, numero d'ordine, ordine
        """
    ),
    POSITION: _words(
        """
        position id, position, positionsnummer, order position, bestellposition, positions id
        """
    ),
    TICKET: _words(
        """
        ticket reference, ticket code, ticket number, ticket id, pseudonymization id, barcode, barcode #, ticket secret,
        secret, qr code, code, ticketcode, ticketnummer, ticket geheimnis, code du billet, numéro de billet, código de
        entrada, codice biglietto
        """
    ),
    NAME: _words(
        """
        badge name, name on badge, attendee name, ticket full name, full name, fullname, display name, participant name,
        guest name, name, participant, attendee, teilnehmername, name des teilnehmers, vollständiger name, teilnehmer,
        teilnehmerin, nom complet, nom et prénom, nom, participant e, nombre completo, nombre y apellidos, nombre,
        asistente, nome completo, nome e cognome, nominativo, nome, partecipante, nome do participante
        """
    ),
    GIVEN: _words(
        """
        attendee name given name, ticket first name, given name, first name, firstname, given names, forename, christian
        name, vorname, rufname, teilnehmername vorname, prénom, prenom, prénoms, nombre de pila, primer nombre, nome
        proprio
        """
    ),
    FAMILY: _words(
        """
        attendee name family name, ticket last name, family name, last name, lastname, surname, nachname, familienname,
        zuname, teilnehmername nachname, nom de famille, apellidos, apellido, cognome, sobrenome
        """
    ),
    COMPANY: _words(
        """
        attendee company, ticket company name, company, company name, organisation, organization, affiliation,
        institution, employer, organisation name, organization name, firma, unternehmen, firmenname, organisation firma,
        einrichtung, arbeitgeber, verein, hochschule, société, societe, entreprise, organisme, établissement, empresa,
        compañía, organización, institución, azienda, società, ditta, ente, organizzazione, istituzione
        """
    ),
    TYPE: _words(
        """
        badge type, attendee type, participant type, registration type, ticket type, type, role, category, product,
        ticket name, ticket, price tier, typ, rolle, kategorie, teilnehmertyp, teilnehmerart, teilnahmeart, ticketart,
        tickettyp, ticketkategorie, produkt, rôle, catégorie, type de billet, billet, produit, tipo, rol, categoría,
        tipo de entrada, entrada, producto, ruolo, categoria, tipo di biglietto, biglietto, prodotto
        """
    ),
    EMAIL: _words(
        """
        attendee email, ticket email, email, e mail, email address, e mail address, mail, teilnehmer e mail, e mail
        adresse, mailadresse, adresse e mail, adresse email, courriel, correo electrónico, correo, indirizzo e mail,
        posta elettronica
        """
    ),
    STATUS: _words(
        """
        attendee status, approval status, registration state, registration status, ticket status, order status, status,
        estado, statut, stato, zustand, anmeldestatus
        """
    ),
    VOID: _words(
        """
        void status, voided, canceled, cancelled, storniert, annulé, cancelado, annullato
        """
    ),
    PASSING: _words(
        """
        checked in, checked in at, check in time, check in date, checkin time, check in list, checked out, automatically
        checked in, eingecheckt, last updated, updated at, last modified, modified, ticket last updated date, ticket
        last updated, order last updated, export date, amount, balance, paid, payment status, payment date
        """
    ),
}

INACTIVE = frozenset(
    _words(
        """
    canceled, cancelled, void, voided, deleted, refunded, waitlist, waitlisted, waiting list, on waiting list, declined,
    rejected, withdrawn, not attending, expired, pending approval, invited, transferred, storniert, abgesagt,
    warteliste, auf warteliste, abgelehnt, zurückgezogen, erstattet, annulé, annulée, liste d'attente, refusé, refusée,
    remboursé, remboursée, cancelado, cancelada, anulado, anulada, lista de espera, rechazado, rechazada, reembolsado,
    annullato, annullata, lista d'attesa, rifiutato, rifiutata, rimborsato, c, e
    """
    )
)
"""what a status says of those who do not come"""
VOIDED = frozenset(
    _words(
        """
    void, voided, true, yes, y, 1, x, ja, oui, sí, si, canceled, cancelled, storniert, annulé, cancelado, annullato
    """
    )
)
"""what a column that is called "void" or "canceled" says of them"""
