/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.tsl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.tsl.DataType;
import org.kuralink.api.tsl.MalformedModelException;
import org.kuralink.api.tsl.ThingModel;

/** The models among the test resources. */
final class Models {

  private Models() {}

  static byte[] bytes(String name) {
    try (InputStream in = Models.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ThingModel read(String name) {
    return read(JsonText.wrap(bytes(name)));
  }

  static ThingModel of(String json) {
    return read(JsonText.of(json));
  }

  static DataType type(String identifier) {
    return read("all-types.json").properties().get(identifier).type();
  }

  private static ThingModel read(JsonText json) {
    try {
      return new ThingModelsComponent().read(json);
    } catch (MalformedModelException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }
}
