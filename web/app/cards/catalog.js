// The catalog in the order in which people look for a model: what is here, then each family, the smallest first.
const FAMILIES = ['tiny', 'base', 'small', 'medium', 'large', 'turbo', 'own'];

/** Where the service does not tell: "large-v3-turbo-q5_0" is of the family turbo, "base.en" of base; what is none of Whisper's is the user's own. */
function family(model) {
  const words = model.name.split(/[-.]/);
  return FAMILIES.includes(model.family) ? model.family : words.includes('turbo') ? 'turbo' : FAMILIES.includes(words[0]) ? words[0] : 'own';
}

/**
 * @param {object[]} models of GET /api/models
 * @param {string} wanted a part of a name
 * @param {boolean} onlyFitting leaves out what this machine has not the memory for
 * @returns {{here: object[], families: [string, object[]][]}} families without models are left out
 */
export function arranged(models, wanted, onlyFitting) {
  const found = models.filter(model => model.name.includes(wanted.trim().toLowerCase()) && !(onlyFitting && model.fits === false));
  const absent = found.filter(model => !model.installed);
  return {
    // In the catalog's order, whether in memory or not: a card that moved whenever its model is loaded would be hard to follow.
    here: found.filter(model => model.installed),
    families: FAMILIES.map(name => [name, absent.filter(model => family(model) === name)]).filter(([, members]) => members.length)
  };
}
