/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.ota;

import java.util.Map;
import org.kuralink.api.codec.JsonText;

/**
 * What the platform wants to be installed (developer guide 9.10). Its address is not shown, for it
 * carries a signature.
 *
 * @param module {@link #DEFAULT_MODULE} if the platform names none
 * @param size in bytes; -1 if the platform does not say
 * @param fileType lower-case ending of the file's name, such as {@code dp}; may be empty
 * @param digests hexadecimal, by the name of the method in Java, such as {@code SHA-256}
 * @param difference whether the file holds only what is new against the present version
 * @param extension what a person has given along with the firmware; an empty object if nothing
 */
public record FirmwareOrder(
    String module,
    String version,
    long size,
    String fileType,
    Map<String, String> digests,
    boolean difference,
    JsonText extension) {

  /** The module of orders and versions that name none. */
  public static final String DEFAULT_MODULE = "default";

  /** Copies the digests. */
  public FirmwareOrder {
    digests = Map.copyOf(digests);
  }

  @Override
  public String toString() {
    return module + " " + version;
  }
}
