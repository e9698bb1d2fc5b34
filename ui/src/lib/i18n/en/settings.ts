import { many, stop } from './common';

export const settings = {
  title: 'Settings',

  wording: {
    title: 'Letters and calls',
    text: 'What your letters say and what the call script reads, sentence by sentence, and the name you sign with.',
    open: 'Change the wording',
  },

  sync: {
    title: 'Your other devices',
    offText:
      'Firsthand can keep your devices equal through any folder that a program of yours already syncs: Syncthing, Nextcloud, iCloud Drive, Dropbox or a stick. Everything in it is encrypted. The app itself never goes online.',
    first: 'Set up a folder',
    firstText: 'This is the first of your devices.',
    join: 'Join a device',
    joinText: 'Another device is set up already and shows you its pairing code.',
    folder: 'Folder',
    folderHint: 'The one that your sync program keeps equal on all devices.',
    choose: 'Choose a folder',
    device: 'What this device is called',
    devicePlaceholder: 'Laptop',
    code: 'Pairing code',
    codeHint: 'On the other device: Devices, “Show the pairing code”. Spaces and capitals do not matter.',
    create: 'Set up',
    joinNow: 'Join',
    needsFolder: 'Choose the folder first.',
    needsDevice: 'Give this device a name, so that you can tell them apart.',
    needsCode: 'Type or paste the code that the other device shows.',
    onlySecret: 'I have only my recovery code or passphrase',
    onlyCode: 'I have a pairing code',
    secret: 'Recovery code or passphrase',
    secretHint: 'The code from your paper, or the words you set. The folder and this are enough.',
    needsSecret: 'Type the recovery code or the passphrase.',

    askMove: 'Moving takes everything along under the same keys. Choose the new folder on your other devices, too.',
    askAnew: 'Beginning anew makes new keys for this device alone. Every word stays here; your other devices go on without it until they join.',
    move: 'Move everything there',
    anew: 'Begin anew',

    ready: 'The folder is set up.',
    moved: 'Everything is in the new folder. Choose it on your other devices, too.',
    joined: 'This device has joined.',
  },

  manner: {
    title: 'Your way',
    preferences: 'How you like to go about it',
    preferencesText: 'Length, letters, thanks, reminders: where good advice disagrees.',
    welcome: 'What such a talk is',
    welcomeText: 'The first screen, to read again.',
  },

  data: {
    title: 'Your data',
    where: 'Where it is',
    size: 'Size',
    documents: (count: number) => many(count, '1 document', `${count.toLocaleString('en')} documents`),
    check: 'Check everything',
    checkText: 'Reads every document again and compares it with what the screens show.',
    fine: (documents: number) => `Everything is in order: ${many(documents, '1 document', `${documents.toLocaleString('en')} documents`)} read.`,
    notFine: 'Something differs. Your documents are kept as they are.',
    export: 'Export everything',
    exportText: 'Writes everything you have into one JSON file, readable by any program.',
    exportPath: 'Write it to',
    exportHint: 'A full path ending in .json. The file is not encrypted.',
    exportNow: 'Export',
    exported: (path: string) => stop(`Everything is in ${path}`),
    needsPath: 'Say where the file should go.',
    inFolder: (folder: string) => `${folder}/firsthand.json`,
    bin: 'Look into the bin',
    binText: 'What you removed can be taken out again.',
  },

  about: {
    title: 'About',
    version: (version: string) => `Firsthand ${version}`,
    text: 'A notebook for informational interviews: talks that ask what the work is really like, and never for a job. It works offline, sends nothing and opens no connection.',
    keys: 'Show the keys',
    licences: 'Licences',
    fonts: 'Set in Source Sans 3 and Literata (SIL Open Font License). Icons by Lucide (ISC).',
  },
};
