import type { Texts } from './texts.ts';

// French puts a no-break space before ? ! : and ;.
export const fr: Texts = {
  signIn: {
    title: 'Connexion',
    lead: 'pour continuer vers {client}',
    choice: 'Continuer avec {connection}',
    note: 'Vous vous connectez chez le fournisseur de votre choix. Votre mot de passe y reste.',
  },
  signUp: {
    title: 'Créer votre compte',
    lead: 'pour continuer vers {client}',
    choice: 'S’inscrire avec {connection}',
    note: 'Vous vous inscrivez avec un compte que vous avez déjà chez un fournisseur. Votre mot de passe y reste.',
  },
  noConnections: {
    title: 'Connexion pas encore possible',
    text: 'Aucun fournisseur d’identité n’est encore relié à {client}. Les responsables du service peuvent y remédier.',
  },
  error: {
    general: { title: 'Un problème est survenu', text: 'Cette page ne peut pas être affichée.' },
    byCode: {
      unknown_client: {
        title: 'Application inconnue',
        text: 'Le lien qui vous a mené ici désigne une application inconnue. Les responsables de l’application doivent le corriger.',
      },
      callback_mismatch: {
        title: 'Cette connexion ne peut pas continuer',
        text: 'L’application a demandé à revenir à une adresse qui n’est pas enregistrée pour elle. Pour protéger votre compte, nous nous sommes arrêtés ici.',
      },
      transaction_unknown: {
        title: 'Cette connexion n’est plus ouverte',
        text: 'Elle a expiré, a déjà servi ou a été commencée dans un autre navigateur.',
      },
      logout_url_mismatch: {
        title: 'Impossible de vous renvoyer à cette adresse',
        text: 'L’adresse de retour après la déconnexion n’est pas enregistrée.',
      },
      invalid_request: {
        title: 'Ce lien ne fonctionne pas',
        text: 'La demande qui vous a mené ici est incomplète ou incorrecte.',
      },
      access_denied: { title: 'Accès refusé', text: 'L’accès ne vous a pas été accordé.' },
      idp_refused: {
        title: 'Le fournisseur a refusé',
        text: 'Le fournisseur d’identité n’a pas mené la connexion à son terme. Elle a peut-être été annulée, ou votre compte n’y a pas accès.',
      },
      idp_unreachable: {
        title: 'Le fournisseur ne répond pas',
        text: 'Le fournisseur d’identité est injoignable pour le moment.',
      },
      idp_answer_invalid: {
        title: 'La réponse du fournisseur est incorrecte',
        text: 'Pour protéger votre compte, nous ne l’avons pas acceptée.',
      },
      connection_misconfigured: {
        title: 'Ce mode de connexion est mal configuré',
        text: 'Les responsables de ce service doivent le corriger.',
      },
      user_blocked: {
        title: 'Ce compte est bloqué',
        text: 'Il ne peut pas être utilisé ici. Adressez-vous aux responsables de ce service.',
      },
      ticket_unknown: {
        title: 'Ce lien n’est plus valable',
        text: 'Il a expiré ou a déjà servi. La personne qui vous l’a envoyé peut vous en envoyer un nouveau.',
      },
      invalid_request_uri: { title: 'Cette connexion n’est plus ouverte', text: 'Elle a expiré ou a déjà servi.' },
      too_many_requests: {
        title: 'Trop de tentatives',
        text: 'Trop de demandes sont venues de votre réseau en peu de temps.',
      },
      identity_conflict: {
        title: 'Ce compte ne peut pas être rattaché',
        text: 'Il ne peut pas être rattaché avec certitude au compte connu ici. Adressez-vous aux responsables de ce service.',
      },
      server_error: {
        title: 'Un problème est survenu de notre côté',
        text: 'Vous n’avez fait aucune erreur.',
      },
      temporarily_unavailable: {
        title: 'Réessayez dans un instant',
        text: 'Le service ne peut pas répondre pour le moment.',
      },
    },
    startAgain:
      'Retournez à l’application et recommencez. Si cela ne suffit pas, transmettez les informations ci‑dessous à ses responsables.',
    askAgain:
      'Patientez un instant, puis réessayez. Si cela ne suffit pas, transmettez les informations ci‑dessous aux responsables de ce service.',
    askAgainAt: 'Vous pourrez réessayer {time}.',
    tellOperator:
      'Seuls les responsables de l’application peuvent corriger cela. Transmettez-leur les informations ci‑dessous.',
    back: 'Retour à l’application',
    tryAgain: 'Réessayer',
    otherAccount: 'Utiliser un autre compte',
    support: 'Obtenir de l’aide',
    code: 'Erreur',
    detail: 'Détails',
    request: 'Demande',
    tracking: 'Suivi',
  },
  consent: {
    title: 'Autoriser l’accès\u00a0?',
    lead: '{client} demande l’accès à votre compte {tenant}\u00a0:',
    scopes: {
      openid: 'savoir que c’est bien vous',
      profile: 'voir votre profil, par exemple votre nom et votre photo',
      email: 'voir votre adresse e-mail',
      phone: 'voir votre numéro de téléphone',
      offline_access: 'conserver cet accès en votre absence',
      'read:current_user':
        'voir tout ce qui est conservé ici à votre sujet, par exemple votre profil, vos comptes associés et vos connexions',
      'update:current_user_identities':
        'associer au vôtre d’autres comptes, avec lesquels on pourra se connecter en votre nom, et les dissocier',
      'create:current_user_metadata': 'ajouter des préférences à votre compte',
      'update:current_user_metadata': 'modifier les préférences de votre compte',
      'delete:current_user_metadata': 'supprimer les préférences de votre compte',
      'create:current_user_device_credentials': 'enregistrer des appareils pour votre compte',
      'delete:current_user_device_credentials': 'mettre fin à l’accès de vos appareils et applications',
    },
    atApi: 'Pour {api}\u00a0:',
    account: 'Vous êtes connecté en tant que {account}.',
    allow: 'Autoriser',
    deny: 'Ne pas autoriser',
  },
  link: {
    title: 'Associer ce compte\u00a0?',
    lead: '{client} demande à associer {account}, chez {connection}, à votre compte {user}.',
    effect:
      'Toute personne capable de se connecter avec ce compte pourra alors se connecter à votre place. Ne continuez pas s’il n’est pas à vous.',
    merges:
      'C’est jusqu’ici un compte {tenant} à part entière. Il prendra fin, et ce que des applications y conservent peut être perdu.',
    confirm: 'Associer le compte',
    cancel: 'Ne pas associer',
  },
  unlink: {
    title: 'Dissocier un compte\u00a0?',
    lead: '{client} demande à dissocier un compte {connection} de votre compte {user}.',
    effect:
      'Vous ne pourrez plus vous en servir pour vous connecter ici comme avant, et les applications perdront l’accès qu’il leur donne.',
    choice: 'Dissocier {account}',
    cancel: 'Le conserver',
  },
  reconnect: {
    title: 'Reconnecter votre compte {connection}',
    lead: '{requester} vous demande d’autoriser à nouveau l’accès à votre compte {connection}.',
    account: 'Il s’agit du compte {account}. Aucun autre ne sera accepté.',
    effect: 'Vous vous connectez chez {connection} et y autorisez l’accès. Votre mot de passe y reste.',
    start: 'Continuer vers {connection}',
    wrong: {
      title: 'Ce n’est pas le bon compte',
      text: '{requester} a besoin d’un autre compte {connection} que celui que vous avez utilisé. Rien n’a été modifié.',
    },
    expected: 'Le compte attendu est {account}.',
    missing: {
      title: 'Il manque encore une partie de l’accès',
      text: 'Vous n’avez pas autorisé chez {connection} tout ce dont {requester} a besoin. Réessayez en laissant tout coché.',
    },
    failed: 'L’accès n’a pas été renouvelé. Vous pouvez réessayer.',
    done: {
      title: 'Votre compte {connection} est reconnecté',
      text: '{requester} peut de nouveau s’en servir. Vous pouvez fermer cette page.',
    },
  },
  signOut: {
    title: 'Se déconnecter\u00a0?',
    lead: 'Cela met fin à votre session {tenant}.',
    leadForClient: '{client} demande à mettre fin à votre session {tenant}.',
    confirm: 'Se déconnecter',
    stay: 'Rester connecté',
  },
  signedOut: {
    title: 'Vous êtes déconnecté',
    text: 'Votre session {tenant} est terminée.',
    note: 'Sur un appareil partagé, déconnectez-vous aussi chez votre fournisseur d’identité, ou fermez le navigateur.',
  },
  stillSignedIn: { title: 'Vous restez connecté', text: 'Vous pouvez fermer cette page.' },
  back: 'Continuer',
  backToClient: 'Retour à {client}',
  formPost: {
    title: 'Un instant',
    text: 'Retour à l’application …',
    withoutScript: 'Les scripts sont désactivés dans ce navigateur. Appuyez sur le bouton pour continuer.',
    button: 'Continuer',
  },
  webMessage: { title: 'Terminé', text: 'Vous pouvez fermer cette fenêtre.' },
};
