import type { Texts } from './texts.ts';

export const es: Texts = {
  signIn: {
    title: 'Iniciar sesión',
    lead: 'para continuar en {client}',
    choice: 'Continuar con {connection}',
    note: 'Inicias sesión en el proveedor que elijas. Tu contraseña no sale de allí.',
  },
  signUp: {
    title: 'Crea tu cuenta',
    lead: 'para continuar en {client}',
    choice: 'Registrarse con {connection}',
    note: 'Te registras con una cuenta que ya tienes en un proveedor. Tu contraseña no sale de allí.',
  },
  noConnections: {
    title: 'Todavía no se puede iniciar sesión',
    text: 'Nadie ha conectado aún un proveedor de identidad a {client}. Los responsables del servicio pueden hacerlo.',
  },
  error: {
    general: { title: 'Algo ha salido mal', text: 'No se puede mostrar esta página.' },
    byCode: {
      unknown_client: {
        title: 'Aplicación desconocida',
        text: 'El enlace que te ha traído aquí nombra una aplicación que no se conoce. Los responsables de la aplicación deben corregirlo.',
      },
      callback_mismatch: {
        title: 'Este inicio de sesión no puede continuar',
        text: 'La aplicación ha pedido volver a una dirección que no tiene registrada. Para proteger tu cuenta, nos hemos detenido aquí.',
      },
      transaction_unknown: {
        title: 'Este inicio de sesión ya no está abierto',
        text: 'Ha caducado, ya se ha usado o se empezó en otro navegador.',
      },
      logout_url_mismatch: {
        title: 'No podemos llevarte de vuelta allí',
        text: 'La dirección a la que volver después de cerrar sesión no está registrada.',
      },
      invalid_request: {
        title: 'Este enlace no funciona',
        text: 'La solicitud que te ha traído aquí está incompleta o no es válida.',
      },
      access_denied: { title: 'Acceso denegado', text: 'No se te ha concedido el acceso.' },
      idp_refused: {
        title: 'El proveedor lo ha rechazado',
        text: 'El proveedor de identidad no ha completado el inicio de sesión. Puede que se haya cancelado o que tu cuenta no tenga acceso.',
      },
      idp_unreachable: {
        title: 'El proveedor no responde',
        text: 'En este momento no se puede contactar con el proveedor de identidad.',
      },
      idp_answer_invalid: {
        title: 'La respuesta del proveedor no es válida',
        text: 'Para proteger tu cuenta, no la hemos aceptado.',
      },
      connection_misconfigured: {
        title: 'Esta forma de iniciar sesión no está bien configurada',
        text: 'Los responsables de este servicio deben corregirlo.',
      },
      user_blocked: {
        title: 'Esta cuenta está bloqueada',
        text: 'No se puede usar aquí. Consulta a los responsables de este servicio.',
      },
      ticket_unknown: {
        title: 'Este enlace ya no es válido',
        text: 'Ha caducado o ya se ha usado. Quien te lo envió puede enviarte uno nuevo.',
      },
      invalid_request_uri: {
        title: 'Este inicio de sesión ya no está abierto',
        text: 'Ha caducado o ya se ha usado.',
      },
      too_many_requests: {
        title: 'Demasiados intentos',
        text: 'Han llegado demasiadas solicitudes desde tu red en poco tiempo.',
      },
      identity_conflict: {
        title: 'No se puede asociar esta cuenta',
        text: 'No se puede asociar con seguridad a la cuenta que conocemos. Consulta a los responsables de este servicio.',
      },
      server_error: { title: 'Algo ha fallado por nuestra parte', text: 'Tú no has hecho nada mal.' },
      temporarily_unavailable: {
        title: 'Vuelve a intentarlo en un momento',
        text: 'El servicio no puede responder ahora mismo.',
      },
    },
    startAgain:
      'Vuelve a la aplicación y empieza de nuevo. Si no funciona, facilita los datos de abajo a sus responsables.',
    askAgain:
      'Espera un momento y vuelve a intentarlo. Si no funciona, facilita los datos de abajo a los responsables de este servicio.',
    askAgainAt: 'Puedes volver a intentarlo {time}.',
    tellOperator: 'Solo los responsables de la aplicación pueden corregirlo. Facilítales los datos de abajo.',
    back: 'Volver a la aplicación',
    tryAgain: 'Volver a intentarlo',
    otherAccount: 'Usar otra cuenta',
    support: 'Obtener ayuda',
    code: 'Código',
    detail: 'Detalles',
    request: 'Solicitud',
    tracking: 'Seguimiento',
  },
  consent: {
    title: '¿Permitir el acceso?',
    lead: '{client} solicita acceso a tu cuenta de {tenant}:',
    scopes: {
      openid: 'saber que eres tú',
      profile: 'ver tu perfil, por ejemplo tu nombre y tu foto',
      email: 'ver tu dirección de correo electrónico',
      phone: 'ver tu número de teléfono',
      offline_access: 'conservar este acceso mientras no estés',
      'read:current_user':
        'ver todo lo que se guarda aquí sobre ti, por ejemplo tu perfil, tus cuentas vinculadas y cuándo iniciaste sesión',
      'update:current_user_identities':
        'vincular a la tuya otras cuentas, con las que se podrá iniciar sesión en tu nombre, y desvincularlas',
      'create:current_user_metadata': 'añadir preferencias a tu cuenta',
      'update:current_user_metadata': 'cambiar las preferencias de tu cuenta',
      'delete:current_user_metadata': 'borrar las preferencias de tu cuenta',
      'create:current_user_device_credentials': 'registrar dispositivos en tu cuenta',
      'delete:current_user_device_credentials': 'poner fin al acceso de tus dispositivos y aplicaciones',
    },
    atApi: 'En {api}:',
    account: 'Has iniciado sesión como {account}.',
    allow: 'Permitir',
    deny: 'No permitir',
  },
  link: {
    title: '¿Vincular esta cuenta?',
    lead: '{client} quiere vincular {account}, de {connection}, a tu cuenta {user}.',
    effect: 'Quien pueda iniciar sesión con ella podrá iniciar sesión como tú. No sigas si no es tuya.',
    merges:
      'Hasta ahora es una cuenta propia en {tenant}. Dejará de existir, y lo que las aplicaciones guardan en ella puede perderse.',
    confirm: 'Vincular cuenta',
    cancel: 'No vincular',
  },
  unlink: {
    title: '¿Desvincular una cuenta?',
    lead: '{client} quiere desvincular una cuenta de {connection} de tu cuenta {user}.',
    effect:
      'Ya no podrás iniciar sesión aquí con ella como hasta ahora, y las aplicaciones perderán el acceso que les daba.',
    choice: 'Desvincular {account}',
    cancel: 'Conservarla',
  },
  reconnect: {
    title: 'Vuelve a conectar tu cuenta de {connection}',
    lead: '{requester} te pide que vuelvas a permitir el acceso a tu cuenta de {connection}.',
    account: 'Se trata de la cuenta {account}. No se aceptará otra.',
    effect: 'Inicias sesión en {connection} y permites el acceso allí. Tu contraseña no sale de allí.',
    start: 'Continuar a {connection}',
    wrong: {
      title: 'Esa era otra cuenta',
      text: '{requester} necesita una cuenta de {connection} distinta de la que has usado. No se ha cambiado nada.',
    },
    expected: 'La cuenta esperada es {account}.',
    missing: {
      title: 'Aún falta parte del acceso',
      text: 'En {connection} no has permitido todo lo que {requester} necesita. Vuelve a intentarlo y deja marcadas todas las opciones.',
    },
    failed: 'El acceso no se ha renovado. Puedes volver a intentarlo.',
    done: {
      title: 'Tu cuenta de {connection} vuelve a estar conectada',
      text: '{requester} puede usarla como antes. Puedes cerrar esta página.',
    },
  },
  signOut: {
    title: '¿Cerrar sesión?',
    lead: 'Tu sesión en {tenant} terminará.',
    leadForClient: '{client} solicita terminar tu sesión en {tenant}.',
    confirm: 'Cerrar sesión',
    stay: 'Mantener la sesión',
  },
  signedOut: {
    title: 'Has cerrado sesión',
    text: 'Tu sesión en {tenant} ha terminado.',
    note: 'En un dispositivo compartido, cierra también la sesión en tu proveedor de identidad o cierra el navegador.',
  },
  stillSignedIn: { title: 'Tu sesión sigue abierta', text: 'Puedes cerrar esta página.' },
  back: 'Continuar',
  backToClient: 'Volver a {client}',
  formPost: {
    title: 'Un momento',
    text: 'Volviendo a la aplicación…',
    withoutScript: 'Los scripts están desactivados en este navegador. Pulsa el botón para continuar.',
    button: 'Continuar',
  },
  webMessage: { title: 'Listo', text: 'Puedes cerrar esta ventana.' },
};
