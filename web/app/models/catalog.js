// The models in the order in which people look for one: installed ones, then each family, the smallest first.
const FAMILIES = ['tiny', 'base', 'small', 'medium', 'large', 'turbo', 'own'];

/**
 * @param {object[]} models of GET /api/models
 * @param {string} name a part of the names
 * @param {boolean} fittingOnly leaves out what this machine has too little memory for
 * @returns {{installed: object[], families: [string, object[]][]}} families without models are left out
 */
export function arrange(models, name, fittingOnly) {
  const found = models.filter(model => model.name.includes(name.trim().toLowerCase()) && !(fittingOnly && model.fits === false));
  const absent = found.filter(model => !model.installed);
  return {
    // In the catalog's order, whether in memory or not: a card that moved whenever its model is loaded would be hard to follow.
    installed: found.filter(model => model.installed),
    families: FAMILIES.map(family => [family, absent.filter(model => model.family === family)]).filter(([, members]) => members.length)
  };
}
