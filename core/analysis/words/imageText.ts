/** An image as one line: `debian base · python 3.12 · pandas, pyarrow`. What is unknown stays marked where it stands. */

import * as l10n from "@vscode/l10n";
import { or } from "../../../base/values.ts";
import type { PyValue, Value } from "../../../protocol/value.ts";
import { argument } from "./callArguments.ts";
import { firstUnknown, itemsOf, plain, pyText, unknownText } from "./valueText.ts";

/** `undefined` is an image that nobody set. */
export function imageText(value: Value | undefined): string {
  if (value === undefined) return l10n.t("default image of the SDK");
  if (value.kind === "unknown") return unknownText(value);
  if (value.kind === "oneOf") {
    return or(value.values.map((each) => imageText({ kind: "known", value: each })));
  }
  const { value: image } = value;
  if (image.type === "none") return l10n.t("none");
  if (image.type === "str") return image.value === "auto" ? l10n.t("default image of the SDK") : image.value;
  return image.type === "object" ? chainParts(image).join(" · ") : pyText(image);
}

/** The base and the layers of an image that is made step by step, each in words. */
export function imageParts(value: Value): readonly string[] {
  return value.kind === "known" && value.value.type === "object" ? chainParts(value.value) : [];
}

type PyObject = PyValue & { readonly type: "object" };

/** `flyte.Image.from_…(…).with_…(…)`: the base first, then each layer. */
function chainParts(image: PyObject): readonly string[] {
  const before =
    image.on === undefined
      ? []
      : [
          ...(image.on.kind === "known" && image.on.value.type === "object"
            ? chainParts(image.on.value)
            : [imageText(image.on)]),
        ];
  const step = stepText(image).filter((each) => each !== "");
  return step.length === 0 ? before : [...before, step.join(" · ")];
}

function stepText(step: PyObject): readonly string[] {
  const { callee, args } = step;
  const method = callee.slice(callee.lastIndexOf(".") + 1);
  const unnamed = args.filter(({ name }) => name === undefined).map(({ value }) => value);
  const given = (name: string, position: number): string => plain(argument(args, name, position));
  const python = argument(args, "python_version", method === "from_debian_base" ? 0 : -1);
  const version =
    python?.kind === "known" && python.value.type === "tuple"
      ? `python ${python.value.items.map(plain).join(".")}`
      : "";
  switch (method) {
    case "from_debian_base":
      return [l10n.t("debian base"), version];
    case "from_base":
      return [given("image_uri", 0)];
    case "from_ref_name":
      return [l10n.t("image {0} of the configuration", given("name", 0) || "default")];
    case "from_dockerfile":
      return [given("file", 0), given("name", 2)];
    case "from_uv_script":
      return [l10n.t("the script header of {0}", given("script", 0)), version];
    case "with_pip_packages":
      return [packagesText(unnamed)];
    case "with_apt_packages":
      return [`apt ${packagesText(unnamed)}`];
    case "with_requirements":
      return [given("file", 0)];
    case "with_commands":
      return [
        l10n.t(
          "commands {0}",
          unnamed
            .flatMap((each) => (each.kind === "known" ? itemsOf(each.value) : [each]))
            .map(plain)
            .join("; "),
        ),
      ];
    case "clone":
      return [given("name", 2)];
    default: {
      const what = method.replace(/^(with|from)_/, "").replaceAll("_", " ");
      const words = unnamed.map(plain).join(", ");
      return [words === "" ? what : `${what} ${words}`];
    }
  }
}

function packagesText(values: readonly Value[]): string {
  return values
    .map((value) => {
      const found = firstUnknown(value);
      return found === undefined ? plain(value) : unknownText(found);
    })
    .join(", ");
}
