import type { Texts } from './texts.ts';

export const pt: Texts = {
  signIn: {
    title: 'Entrar',
    lead: 'para continuar em {client}',
    choice: 'Continuar com {connection}',
    note: 'Você entra pelo provedor que escolher. Sua senha não sai de lá.',
  },
  signUp: {
    title: 'Crie sua conta',
    lead: 'para continuar em {client}',
    choice: 'Cadastrar-se com {connection}',
    note: 'Você se cadastra com uma conta que já tem em um provedor. Sua senha não sai de lá.',
  },
  noConnections: {
    title: 'Ainda não é possível entrar',
    text: 'Ninguém conectou um provedor de identidade a {client}. Os responsáveis pelo serviço podem fazer isso.',
  },
  error: {
    general: { title: 'Algo deu errado', text: 'Não é possível mostrar esta página.' },
    byCode: {
      unknown_client: {
        title: 'Aplicativo desconhecido',
        text: 'O link que trouxe você aqui indica um aplicativo que não é conhecido. Os responsáveis pelo aplicativo precisam corrigi-lo.',
      },
      callback_mismatch: {
        title: 'Este acesso não pode continuar',
        text: 'O aplicativo pediu para voltar a um endereço que não está registrado para ele. Para proteger sua conta, paramos aqui.',
      },
      transaction_unknown: {
        title: 'Este acesso não está mais aberto',
        text: 'Ele expirou, já foi usado ou foi iniciado em outro navegador.',
      },
      logout_url_mismatch: {
        title: 'Não podemos levar você de volta para lá',
        text: 'O endereço de retorno depois da saída não está registrado.',
      },
      invalid_request: {
        title: 'Este link não funciona',
        text: 'A solicitação que trouxe você aqui está incompleta ou não é válida.',
      },
      access_denied: { title: 'Acesso negado', text: 'Você não recebeu acesso.' },
      idp_refused: {
        title: 'O provedor recusou',
        text: 'O provedor de identidade não concluiu o acesso. Talvez ele tenha sido cancelado ou sua conta não tenha permissão.',
      },
      idp_unreachable: {
        title: 'O provedor não responde',
        text: 'Não foi possível contatar o provedor de identidade neste momento.',
      },
      idp_answer_invalid: {
        title: 'A resposta do provedor não é válida',
        text: 'Para proteger sua conta, não a aceitamos.',
      },
      connection_misconfigured: {
        title: 'Esta forma de entrar não está bem configurada',
        text: 'Os responsáveis por este serviço precisam corrigir isso.',
      },
      user_blocked: {
        title: 'Esta conta está bloqueada',
        text: 'Ela não pode ser usada aqui. Fale com os responsáveis por este serviço.',
      },
      ticket_unknown: {
        title: 'Este link não é mais válido',
        text: 'Ele expirou ou já foi usado. Quem o enviou pode enviar um novo.',
      },
      invalid_request_uri: { title: 'Este acesso não está mais aberto', text: 'Ele expirou ou já foi usado.' },
      too_many_requests: {
        title: 'Tentativas demais',
        text: 'Chegaram solicitações demais da sua rede em pouco tempo.',
      },
      identity_conflict: {
        title: 'Não é possível associar esta conta',
        text: 'Ela não pode ser associada com segurança à conta conhecida aqui. Fale com os responsáveis por este serviço.',
      },
      server_error: { title: 'Algo deu errado do nosso lado', text: 'Você não fez nada de errado.' },
      temporarily_unavailable: {
        title: 'Tente novamente em instantes',
        text: 'O serviço não consegue responder agora.',
      },
    },
    startAgain:
      'Volte ao aplicativo e comece de novo. Se não resolver, passe as informações abaixo aos responsáveis por ele.',
    askAgain:
      'Aguarde um momento e tente novamente. Se não resolver, passe as informações abaixo aos responsáveis por este serviço.',
    askAgainAt: 'Você poderá tentar novamente {time}.',
    tellOperator: 'Só os responsáveis pelo aplicativo podem corrigir isso. Passe a eles as informações abaixo.',
    back: 'Voltar ao aplicativo',
    tryAgain: 'Tentar novamente',
    otherAccount: 'Usar outra conta',
    support: 'Obter ajuda',
    code: 'Erro',
    detail: 'Detalhes',
    request: 'Solicitação',
    tracking: 'Acompanhamento',
  },
  consent: {
    title: 'Permitir o acesso?',
    lead: '{client} solicita acesso à sua conta em {tenant}:',
    scopes: {
      openid: 'saber que é você',
      profile: 'ver seu perfil, como seu nome e sua foto',
      email: 'ver seu endereço de e-mail',
      phone: 'ver seu número de telefone',
      offline_access: 'manter este acesso quando você não estiver presente',
      'read:current_user':
        'ver tudo o que é guardado aqui sobre você, como seu perfil, suas contas vinculadas e quando você entrou',
      'update:current_user_identities':
        'vincular à sua outras contas, com as quais será possível entrar em seu nome, e desvinculá-las',
      'create:current_user_metadata': 'adicionar preferências à sua conta',
      'update:current_user_metadata': 'alterar as preferências da sua conta',
      'delete:current_user_metadata': 'remover as preferências da sua conta',
      'create:current_user_device_credentials': 'registrar dispositivos na sua conta',
      'delete:current_user_device_credentials': 'encerrar o acesso dos seus dispositivos e aplicativos',
    },
    atApi: 'Em {api}:',
    account: 'Você entrou como {account}.',
    allow: 'Permitir',
    deny: 'Não permitir',
  },
  link: {
    title: 'Vincular esta conta?',
    lead: '{client} quer vincular {account}, de {connection}, à sua conta {user}.',
    effect: 'Quem puder entrar com ela poderá entrar como você. Não continue se ela não for sua.',
    merges:
      'Até agora ela é uma conta própria em {tenant}. Essa conta deixará de existir, e o que os aplicativos guardam nela pode se perder.',
    confirm: 'Vincular conta',
    cancel: 'Não vincular',
  },
  unlink: {
    title: 'Desvincular uma conta?',
    lead: '{client} quer desvincular uma conta de {connection} da sua conta {user}.',
    effect:
      'Você não poderá mais entrar aqui com ela como antes, e os aplicativos perderão o acesso que ela lhes dava.',
    choice: 'Desvincular {account}',
    cancel: 'Manter',
  },
  reconnect: {
    title: 'Reconecte sua conta de {connection}',
    lead: '{requester} pede que você permita novamente o acesso à sua conta de {connection}.',
    account: 'Trata-se da conta {account}. Outra não será aceita.',
    effect: 'Você entra em {connection} e permite o acesso lá. Sua senha não sai de lá.',
    start: 'Continuar para {connection}',
    wrong: {
      title: 'Essa era outra conta',
      text: '{requester} precisa de uma conta de {connection} diferente da que você usou. Nada foi alterado.',
    },
    expected: 'A conta esperada é {account}.',
    missing: {
      title: 'Ainda falta parte do acesso',
      text: 'Em {connection}, você não permitiu tudo de que {requester} precisa. Tente novamente e deixe todas as opções marcadas.',
    },
    failed: 'O acesso não foi renovado. Você pode tentar novamente.',
    done: {
      title: 'Sua conta de {connection} está conectada de novo',
      text: '{requester} já pode usá-la como antes. Você pode fechar esta página.',
    },
  },
  signOut: {
    title: 'Sair?',
    lead: 'Sua sessão em {tenant} será encerrada.',
    leadForClient: '{client} solicita encerrar sua sessão em {tenant}.',
    confirm: 'Sair',
    stay: 'Continuar conectado',
  },
  signedOut: {
    title: 'Você saiu',
    text: 'Sua sessão em {tenant} foi encerrada.',
    note: 'Em um dispositivo compartilhado, saia também do seu provedor de identidade ou feche o navegador.',
  },
  stillSignedIn: { title: 'Você continua conectado', text: 'Você pode fechar esta página.' },
  back: 'Continuar',
  backToClient: 'Voltar para {client}',
  formPost: {
    title: 'Um momento',
    text: 'Voltando ao aplicativo…',
    withoutScript: 'Os scripts estão desativados neste navegador. Use o botão para continuar.',
    button: 'Continuar',
  },
  webMessage: { title: 'Pronto', text: 'Você pode fechar esta janela.' },
};
