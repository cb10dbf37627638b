/** What files tell of an interpreter. The layouts are those that the tools make; none of these Pythons could be started. */

import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { defaultInterpreters, readInterpreter, type Surroundings } from "../../../core/workspace/interpreter.ts";
import { type Files, folder, write } from "./folder.ts";

const flyte = (sitePackages: string, version = "2.12.1"): Files => ({
  [`${sitePackages}/flyte-${version}.dist-info/METADATA`]: `Metadata-Version: 2.4\nName: flyte\nVersion: ${version}\n`,
});

const around = (root: string, env: Surroundings["env"] = {}, platform: NodeJS.Platform = "linux"): Surroundings => ({
  env,
  home: join(root, "home"),
  platform,
});

const at = (root: string, path: string, env: Surroundings["env"] = {}) => {
  const info = readInterpreter(join(root, path), { kind: "argument" }, join(root, "project"), around(root, env));
  return info && { ...info, sitePackages: info.sitePackages.map((each) => each.slice(root.length + 1)) };
};

test("a virtual environment tells its version, SDK and plugins", () => {
  const packages = ".venv/lib/python3.12/site-packages";
  const root = folder({
    ".venv/pyvenv.cfg": "home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.12.4\n",
    ".venv/bin/python": "",
    ...flyte(packages),
    [`${packages}/flyteplugins_ray-2.0.1.dist-info/METADATA`]: "Name: flyteplugins-ray\nVersion: 2.0.1\n",
    [`${packages}/flyteidl2-2.1.0.dist-info/METADATA`]: "Name: flyteidl2\nVersion: 2.1.0\n",
    [`${packages}/numpy-2.0.dist-info/METADATA`]: "Name: numpy\nVersion: 2.0\n",
  });
  expect(at(root, ".venv/bin/python")).toEqual({
    path: join(root, ".venv/bin/python"),
    version: "3.12.4",
    sdk: { name: "flyte", version: "2.12.1" },
    plugins: [{ name: "flyteplugins-ray", version: "2.0.1" }],
    sitePackages: [packages],
    source: { kind: "argument" },
  });
  expect(at(root, ".venv")?.path).toBe(join(root, ".venv/bin/python"));
});

test("virtualenv and uv write the version their own way", () => {
  const root = folder({
    "a/pyvenv.cfg": "home = /x\nversion_info = 3.11.9.final.0\n",
    "a/bin/python": "",
    "b/pyvenv.cfg": "home = /x\nuv = 0.5\nversion_info = 3.14.0rc2\n",
    "b/bin/python": "",
  });
  expect(at(root, "a/bin/python")?.version).toBe("3.11.9");
  expect(at(root, "b/bin/python")?.version).toBe("3.14.0rc2");
});

test("a Windows virtual environment", () => {
  const root = folder({
    "venv/pyvenv.cfg": "home = C:\\Python312\r\nversion = 3.12.1\r\n",
    "venv/Scripts/python.exe": "",
    ...flyte("venv/Lib/site-packages"),
  });
  expect(at(root, "venv")).toMatchObject({
    path: join(root, "venv/Scripts/python.exe"),
    version: "3.12.1",
    sdk: { version: "2.12.1" },
    sitePackages: ["venv/Lib/site-packages"],
  });
});

test("a Windows installation", () => {
  const root = folder({
    "Python312/python.exe": "",
    "Python312/python312.dll": "",
    ...flyte("Python312/Lib/site-packages"),
  });
  expect(at(root, "Python312/python.exe")).toMatchObject({ version: "3.12", sdk: { version: "2.12.1" } });
});

test("a virtual environment that shares the system's packages has them after its own", () => {
  const root = folder({
    "usr/bin/python3.11": "",
    "usr/include/python3.11/patchlevel.h": '#define PY_VERSION      "3.11.7"\n',
    ...flyte("usr/lib/python3/dist-packages", "2.0.0"),
    "v/bin/x": "",
    ...flyte("v/lib/python3.11/site-packages", "2.12.1"),
  });
  symlinkSync(join(root, "usr/bin/python3.11"), join(root, "usr/bin/python3"));
  symlinkSync(join(root, "usr/bin/python3"), join(root, "v/bin/python"));
  // Written last: `home` is absolute.
  const config = `home = ${join(root, "usr/bin")}\ninclude-system-site-packages = true\n`;
  const shared = folderWith(root, { "v/pyvenv.cfg": config });
  expect(at(shared, "v/bin/python")).toMatchObject({
    version: "3.11.7",
    sdk: { version: "2.12.1" },
    sitePackages: ["v/lib/python3.11/site-packages", "usr/lib/python3/dist-packages"],
  });
});

test("Debian's Python has three places for packages", () => {
  const root = folder({
    "usr/bin/python3.11": "",
    ...flyte("home/.local/lib/python3.11/site-packages", "2.1.0"),
    ...flyte("usr/local/lib/python3.11/dist-packages", "2.0.0"),
    "usr/lib/python3/dist-packages/six.py": "",
  });
  symlinkSync("python3.11", join(root, "usr/bin/python3"));
  expect(at(root, "usr/bin/python3")).toMatchObject({
    version: "3.11",
    sdk: { version: "2.1.0" },
    sitePackages: [
      "home/.local/lib/python3.11/site-packages",
      "usr/local/lib/python3.11/dist-packages",
      "usr/lib/python3/dist-packages",
    ],
  });
});

test("conda's Python", () => {
  const root = folder({
    "env/bin/python3.10": "",
    "env/conda-meta/python-3.10.14-h955ad1f_1.json": "{}",
    ...flyte("env/lib/python3.10/site-packages"),
  });
  symlinkSync("python3.10", join(root, "env/bin/python"));
  expect(at(root, "env/bin/python")).toMatchObject({ version: "3.10.14", sdk: { version: "2.12.1" } });
});

test("a pyenv shim is seen through", () => {
  const root = folder({
    ".pyenv/shims/python": "#!/usr/bin/env bash\n",
    ".pyenv/version": "3.11.7\n",
    ".pyenv/versions/3.11.7/bin/python": "",
    ".pyenv/versions/3.11.7/lib/python3.11/site-packages/x.py": "",
    ".pyenv/versions/3.12.1/bin/python": "",
    ".pyenv/versions/3.12.1/include/python3.12/patchlevel.h": '#define PY_VERSION "3.12.1+"\n',
    ...flyte(".pyenv/versions/3.12.1/lib/python3.12/site-packages"),
    "project/x.py": "",
  });
  const shim = ".pyenv/shims/python";
  expect(at(root, shim)).toMatchObject({ path: join(root, shim), version: "3.11" });
  expect(at(root, shim, { PYENV_VERSION: "3.12.1" })).toMatchObject({ version: "3.12.1", sdk: { version: "2.12.1" } });
  folderWith(root, { ".python-version": "3.12.1\n" });
  expect(at(root, shim)?.version).toBe("3.12.1");
});

test("an editable or old-style installation counts", () => {
  const root = folder({
    "v/pyvenv.cfg": "version = 3.10.1\n",
    "v/bin/python": "",
    "v/lib/python3.10/site-packages/Flyte.egg-info/PKG-INFO": "Name: Flyte\nVersion: 2.5.dev1\n",
  });
  expect(at(root, "v")?.sdk).toEqual({ name: "flyte", version: "2.5.dev1" });
});

test("what isn't there, and what says nothing", () => {
  const root = folder({ "bin/python": "", "empty/x": "" });
  expect(at(root, "nowhere/python")).toBeUndefined();
  expect(at(root, "empty")).toBeUndefined();
  expect(at(root, "bin/python")).toEqual({
    path: join(root, "bin/python"),
    plugins: [],
    sitePackages: [],
    source: { kind: "argument" },
  });
});

test("without a choice: the folder's environments, its parents', then the PATH, each Python once", () => {
  const root = folder({
    "repo/.venv/pyvenv.cfg": "version = 3.12.1\n",
    "repo/.venv/bin/python": "",
    "repo/team/venv/pyvenv.cfg": "version = 3.11.1\n",
    "repo/team/venv/bin/python": "",
    "repo/team/.venv/README": "no virtual environment",
    ".venv/pyvenv.cfg": "above the workspace",
    ".venv/bin/python": "",
    "usr/bin/python3.11": "",
    "opt/bin/python": "",
  });
  symlinkSync("python3.11", join(root, "usr/bin/python3"));
  symlinkSync("python3.11", join(root, "usr/bin/python"));
  symlinkSync("usr/bin", join(root, "bin"));
  const env = { PATH: [join(root, "usr/bin"), "", join(root, "bin"), join(root, "opt/bin")].join(":") };
  const chosen = defaultInterpreters(join(root, "repo/team"), join(root, "repo"), around(root, env));
  expect(chosen.map(({ path, source }) => `${source.kind} ${path.slice(root.length + 1)}`)).toEqual([
    "venv repo/team/venv/bin/python",
    "venv repo/.venv/bin/python",
    "path usr/bin/python3",
    "path opt/bin/python",
  ]);
});

test("Windows' Store alias is no Python", () => {
  const root = folder({ "WindowsApps/python.exe": "", "Python312/python.exe": "MZ" });
  const env = { Path: [join(root, "WindowsApps"), join(root, "Python312")].join(";") };
  const paths = defaultInterpreters(root, root, around(root, env, "win32")).map(({ path }) => path);
  expect(paths).toEqual([join(root, "Python312/python.exe")]);
});

function folderWith(root: string, files: Files): string {
  write(root, files);
  return root;
}
