/** The variable that names the file for what the class tells. */
export const SOURCES_VARIABLE = "KAS_BUNDLE_SOURCES";
/** The task that is to be run for all that a target needs. */
export const SOURCES_TASK = "kas_bundle_sources";

/**
 * A class for bitbake that tells what was fetched, as lines of JSON (source_facts.ts): by a task of
 * its own, so that signatures and stamps of the build's tasks stay as they are. It fetches by itself
 * once more: only so the archives of what was fetched before are made, too.
 */
export const SOURCES_CLASS = `
def kas_bundle_tell(d, **fact):
    import json, os
    line = (json.dumps(fact, sort_keys=True) + "\\n").encode()
    # One write of a file that is appended to: recipes are parsed by several processes.
    out = os.open(d.getVar("${SOURCES_VARIABLE}"), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(out, line)
    finally:
        os.close(out)

# The variable that gives a source its revision, in the order in which bitbake looks.
def kas_bundle_srcrev(d, name):
    pn = d.getVar("PN")
    named = ["SRCREV_%s:pn-%s" % (name, pn), "SRCREV_%s" % name] if name else []
    for variable in named + ["SRCREV:pn-%s" % pn, "SRCREV"]:
        value = d.getVar(variable)
        if value and value != "INVALID":
            return variable, value
    return None, None

# Recipes that follow a branch are parsed in every run, also those that no target needs: without
# network, each of them would end the parsing.
python kas_bundle_parsed() {
    if not d.getVar("__BBAUTOREV_SEEN"):
        return
    pn = d.getVar("PN")
    try:
        for url in (d.getVar("SRC_URI") or "").split():
            ud = bb.fetch2.Fetch([url], d, cache=False).ud[url]
            if not ud.method.supports_srcrev():
                continue
            variable, value = kas_bundle_srcrev(d, ud.name)
            if value == "AUTOINC":
                kas_bundle_tell(d, kind="branch", pn=pn, variable=variable, revision=ud.revision)
    except Exception as error:
        kas_bundle_tell(d, kind="unknown", pn=pn, reason=str(error))
}
addhandler kas_bundle_parsed
kas_bundle_parsed[eventmask] = "bb.event.RecipeParsed"

# What no task fetches but the start of each build (uninative.bbclass), and where all of it is.
python kas_bundle_started() {
    import os
    downloads = d.getVar("DL_DIR")
    kas_bundle_tell(d, kind="directory", downloads=downloads)
    checksum = d.getVarFlag("UNINATIVE_CHECKSUM", d.getVar("BUILD_ARCH"))
    if bb.data.inherits_class("uninative", d) and checksum:
        path = os.path.join(d.getVar("UNINATIVE_DLDIR"), checksum, d.getVar("UNINATIVE_TARBALL"))
        kas_bundle_tell(d, kind="source", pn="uninative", files=[os.path.relpath(path, downloads)])
}
addhandler kas_bundle_started
kas_bundle_started[eventmask] = "bb.event.BuildStarted"

addtask ${SOURCES_TASK} after do_fetch
do_${SOURCES_TASK}[nostamp] = "1"
do_${SOURCES_TASK}[network] = "1"
do_${SOURCES_TASK}[dirs] = "\${DL_DIR}"
do_${SOURCES_TASK}[vardepsexclude] += "${SOURCES_VARIABLE}"
python do_${SOURCES_TASK}() {
    import os, sys
    noexec = d.getVarFlag("do_fetch", "noexec")
    if not d.getVarFlag("do_fetch", "task") or bb.utils.to_boolean(noexec):
        return
    downloads = d.getVar("DL_DIR")

    # Submodules, and what npm and the like name, are fetched by further objects: all are told.
    class Recorder(bb.fetch2.Fetch):
        every = []
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            Recorder.every.append(self)
    fetch = bb.fetch2.Fetch
    for module in list(sys.modules.values()):
        name = getattr(module, "__name__", "")
        if name.startswith("bb.fetch2") and getattr(module, "Fetch", None) is fetch:
            module.Fetch = Recorder

    urls = (d.getVar("SRC_URI") or "").split()
    if urls:
        Recorder(urls, d).download()
    for fetched in Recorder.every:
        for url, ud in fetched.ud.items():
            if ud.type == "file":
                continue
            names = list(getattr(ud, "mirrortarballs", None) or [])
            if ud.localpath and not os.path.isdir(ud.localpath):
                names.append(os.path.relpath(ud.localpath, downloads))
            fact = dict(kind="source", pn=d.getVar("PN"), url=url)
            fact["files"] = [name for name in names if os.path.exists(os.path.join(downloads, name))]
            if ud.method.supports_checksum(ud) and ud.method.recommends_checksum(ud):
                expected = (getattr(ud, c + "_expected", None) for c in bb.fetch2.CHECKSUM_LIST)
                fact["checked"] = not ud.ignore_checksums and any(expected)
            kas_bundle_tell(d, **fact)
}
`;

/** What bitbake reads after its configuration, so that it knows the class and makes archives. */
export function sourcesConf(classFile: string, output: string): string {
  return [
    'BB_GENERATE_MIRROR_TARBALLS = "1"',
    `INHERIT += "${classFile}"`,
    `${SOURCES_VARIABLE} = "${output}"`,
    "",
  ].join("\n");
}
