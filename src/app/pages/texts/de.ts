import type { Texts } from './texts.ts';

export const de: Texts = {
  signIn: {
    title: 'Anmelden',
    lead: 'um {client} zu nutzen',
    choice: 'Weiter mit {connection}',
    note: 'Sie melden sich beim gewählten Anbieter an. Ihr Passwort bleibt dort.',
  },
  signUp: {
    title: 'Konto anlegen',
    lead: 'um {client} zu nutzen',
    choice: 'Registrieren mit {connection}',
    note: 'Sie registrieren sich mit einem Konto, das Sie bei einem Anbieter schon haben. Ihr Passwort bleibt dort.',
  },
  noConnections: {
    title: 'Noch keine Anmeldung möglich',
    text: 'Mit {client} ist noch kein Identitätsanbieter verbunden. Der Betreiber kann das ändern.',
  },
  error: {
    general: { title: 'Etwas ist schiefgegangen', text: 'Diese Seite kann nicht angezeigt werden.' },
    byCode: {
      unknown_client: {
        title: 'Unbekannte Anwendung',
        text: 'Der Link, der Sie hierher geführt hat, nennt eine Anwendung, die hier nicht bekannt ist. Der Betreiber der Anwendung muss ihn berichtigen.',
      },
      callback_mismatch: {
        title: 'Diese Anmeldung kann nicht weitergehen',
        text: 'Die Anwendung wollte zu einer Adresse zurückkehren, die für sie nicht eingetragen ist. Zum Schutz Ihres Kontos ist hier Schluss.',
      },
      transaction_unknown: {
        title: 'Diese Anmeldung ist nicht mehr offen',
        text: 'Sie ist abgelaufen, wurde schon benutzt oder in einem anderen Browser begonnen.',
      },
      logout_url_mismatch: {
        title: 'Dorthin können wir Sie nicht zurückleiten',
        text: 'Die Adresse, zu der es nach dem Abmelden gehen soll, ist nicht eingetragen.',
      },
      invalid_request: {
        title: 'Dieser Link funktioniert nicht',
        text: 'Die Anfrage, die Sie hierher geführt hat, ist unvollständig oder ungültig.',
      },
      access_denied: { title: 'Zugriff verweigert', text: 'Sie haben keinen Zugriff erhalten.' },
      idp_refused: {
        title: 'Der Anbieter hat abgelehnt',
        text: 'Der Identitätsanbieter hat die Anmeldung nicht abgeschlossen. Vielleicht wurde sie abgebrochen, oder Ihr Konto hat keinen Zugriff.',
      },
      idp_unreachable: {
        title: 'Der Anbieter antwortet nicht',
        text: 'Der Identitätsanbieter ist gerade nicht erreichbar.',
      },
      idp_answer_invalid: {
        title: 'Die Antwort des Anbieters ist ungültig',
        text: 'Zum Schutz Ihres Kontos haben wir sie nicht angenommen.',
      },
      connection_misconfigured: {
        title: 'Diese Anmeldung ist nicht richtig eingerichtet',
        text: 'Der Betreiber dieses Dienstes muss das berichtigen.',
      },
      user_blocked: {
        title: 'Dieses Konto ist gesperrt',
        text: 'Es kann hier nicht benutzt werden. Bitte wenden Sie sich an den Betreiber dieses Dienstes.',
      },
      ticket_unknown: {
        title: 'Dieser Link gilt nicht mehr',
        text: 'Er ist abgelaufen oder wurde schon benutzt. Wer ihn Ihnen geschickt hat, kann Ihnen einen neuen schicken.',
      },
      invalid_request_uri: {
        title: 'Diese Anmeldung ist nicht mehr offen',
        text: 'Sie ist abgelaufen oder wurde schon benutzt.',
      },
      too_many_requests: {
        title: 'Zu viele Versuche',
        text: 'Aus Ihrem Netz kamen in kurzer Zeit zu viele Anfragen.',
      },
      identity_conflict: {
        title: 'Dieses Konto lässt sich nicht zuordnen',
        text: 'Es lässt sich dem hier bekannten Konto nicht sicher zuordnen. Bitte wenden Sie sich an den Betreiber dieses Dienstes.',
      },
      server_error: { title: 'Bei uns ist etwas schiefgegangen', text: 'Sie haben nichts falsch gemacht.' },
      temporarily_unavailable: {
        title: 'Bitte versuchen Sie es gleich noch einmal',
        text: 'Der Dienst kann gerade nicht antworten.',
      },
    },
    startAgain:
      'Gehen Sie zurück zur Anwendung und beginnen Sie noch einmal. Hilft das nicht, geben Sie die Angaben unten an deren Betreiber weiter.',
    askAgain:
      'Warten Sie einen Moment und versuchen Sie es dann noch einmal. Hilft das nicht, geben Sie die Angaben unten an den Betreiber dieses Dienstes weiter.',
    askAgainAt: 'Sie können es {time} noch einmal versuchen.',
    tellOperator: 'Das kann nur der Betreiber der Anwendung berichtigen. Bitte geben Sie ihm die Angaben unten weiter.',
    back: 'Zurück zur Anwendung',
    tryAgain: 'Noch einmal versuchen',
    otherAccount: 'Anderes Konto verwenden',
    support: 'Hilfe',
    code: 'Fehler',
    detail: 'Einzelheiten',
    request: 'Anfrage',
    tracking: 'Vorgang',
  },
  consent: {
    title: 'Zugriff erlauben?',
    lead: '{client} bittet um Zugriff auf Ihr Konto bei {tenant}:',
    scopes: {
      openid: 'erkennen, dass Sie es sind',
      profile: 'Ihr Profil sehen, etwa Namen und Bild',
      email: 'Ihre E-Mail-Adresse sehen',
      phone: 'Ihre Telefonnummer sehen',
      offline_access: 'diesen Zugriff behalten, auch wenn Sie nicht da sind',
      'read:current_user':
        'alles sehen, was hier über Sie gespeichert ist, etwa Ihr Profil, Ihre verknüpften Konten und wann Sie sich angemeldet haben',
      'update:current_user_identities':
        'andere Konten mit Ihrem verknüpfen, mit denen man sich dann als Sie anmelden kann, und Verknüpfungen lösen',
      'create:current_user_metadata': 'Ihrem Konto Einstellungen hinzufügen',
      'update:current_user_metadata': 'die Einstellungen Ihres Kontos ändern',
      'delete:current_user_metadata': 'die Einstellungen Ihres Kontos löschen',
      'create:current_user_device_credentials': 'Geräte für Ihr Konto registrieren',
      'delete:current_user_device_credentials': 'den Zugriff Ihrer Geräte und Anwendungen beenden',
    },
    atApi: 'Bei {api}:',
    account: 'Sie sind angemeldet als {account}.',
    allow: 'Erlauben',
    deny: 'Nicht erlauben',
  },
  link: {
    title: 'Dieses Konto verknüpfen?',
    lead: '{client} möchte {account} bei {connection} mit Ihrem Konto {user} verknüpfen.',
    effect: 'Wer sich damit anmelden kann, kann sich dann als Sie anmelden. Brechen Sie ab, wenn es nicht Ihres ist.',
    merges:
      'Es ist bisher ein eigenes Konto bei {tenant}. Dieses endet, und was Anwendungen dazu aufbewahren, kann verloren gehen.',
    confirm: 'Konto verknüpfen',
    cancel: 'Nicht verknüpfen',
  },
  unlink: {
    title: 'Ein Konto lösen?',
    lead: '{client} möchte ein Konto bei {connection} von Ihrem Konto {user} lösen.',
    effect: 'Sie können sich damit hier nicht mehr wie bisher anmelden, und Anwendungen verlieren den Zugriff darüber.',
    choice: '{account} lösen',
    cancel: 'Behalten',
  },
  reconnect: {
    title: 'Ihr Konto bei {connection} neu verbinden',
    lead: '{requester} bittet Sie, den Zugriff auf Ihr Konto bei {connection} noch einmal zu erlauben.',
    account: 'Es geht um das Konto {account}. Ein anderes wird nicht angenommen.',
    effect: 'Sie melden sich bei {connection} an und erlauben den Zugriff dort. Ihr Passwort bleibt dort.',
    start: 'Weiter zu {connection}',
    wrong: {
      title: 'Das war ein anderes Konto',
      text: '{requester} braucht ein anderes Konto bei {connection} als das eben verwendete. Es wurde nichts geändert.',
    },
    expected: 'Erwartet wird das Konto {account}.',
    missing: {
      title: 'Ein Teil des Zugriffs fehlt noch',
      text: 'Sie haben bei {connection} nicht alles erlaubt, was {requester} braucht. Versuchen Sie es noch einmal und lassen Sie dabei alles eingeschaltet.',
    },
    failed: 'Der Zugriff wurde nicht erneuert. Sie können es noch einmal versuchen.',
    done: {
      title: 'Ihr Konto bei {connection} ist wieder verbunden',
      text: '{requester} kann es wieder nutzen wie zuvor. Sie können diese Seite schließen.',
    },
  },
  signOut: {
    title: 'Abmelden?',
    lead: 'Damit endet Ihre Sitzung bei {tenant}.',
    leadForClient: '{client} möchte Ihre Sitzung bei {tenant} beenden.',
    confirm: 'Abmelden',
    stay: 'Angemeldet bleiben',
  },
  signedOut: {
    title: 'Sie sind abgemeldet',
    text: 'Ihre Sitzung bei {tenant} ist beendet.',
    note: 'Melden Sie sich auf einem gemeinsam genutzten Gerät auch beim Identitätsanbieter ab, oder schließen Sie den Browser.',
  },
  stillSignedIn: { title: 'Sie bleiben angemeldet', text: 'Sie können diese Seite schließen.' },
  back: 'Weiter',
  backToClient: 'Zurück zu {client}',
  formPost: {
    title: 'Einen Moment',
    text: 'Es geht zurück zur Anwendung …',
    withoutScript: 'In diesem Browser sind Skripte ausgeschaltet. Mit dem Knopf geht es weiter.',
    button: 'Weiter',
  },
  webMessage: { title: 'Fertig', text: 'Sie können dieses Fenster schließen.' },
};
