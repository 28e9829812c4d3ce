/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.ota;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Optional;

/**
 * A progress report of a device (spec 9.10): 0 to 100 percent, or -1 to -4 for a failure. The
 * specification does not contain 0, but the C SDK begins with it.
 */
record Progress(String module, int step, String desc, Optional<String> problem) {

  /** Reads the parameters; the problem says what is not as specified. */
  static Progress of(JsonElement params) {
    if (!(params instanceof JsonObject object)) {
      return new Progress("", 0, "", Optional.of("params must be an object"));
    }
    String module = text(object, "module");
    String desc = text(object, "desc");
    if (!(object.get("step") instanceof JsonPrimitive step) || step.isBoolean()) {
      return new Progress(module, 0, desc, Optional.of("step is missing"));
    }
    String digits = step.getAsString();
    if (!digits.matches("-[1-4]|[0-9]{1,2}|100")) {
      String shown = digits.length() > 20 ? digits.substring(0, 20) + "…" : digits;
      return new Progress(
          module, 0, desc, Optional.of("step must be 1 to 100 or -1 to -4, not " + shown));
    }
    Optional<String> problem =
        step.isString() ? Optional.empty() : Optional.of("step must be text, not a number");
    return new Progress(module, Integer.parseInt(digits), desc, problem);
  }

  private static String text(JsonObject json, String name) {
    return json.get(name) instanceof JsonPrimitive text ? text.getAsString() : "";
  }

  /** Whether there is a step at all. */
  boolean usable() {
    return problem.isEmpty() || problem.get().startsWith("step must be text");
  }
}
