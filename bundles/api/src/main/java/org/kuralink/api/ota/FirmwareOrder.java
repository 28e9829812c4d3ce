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
 * An update order of the platform (developer guide 9.10). The address of the file is not included,
 * because it contains a signature.
 *
 * @param module the module to update; {@link #DEFAULT_MODULE} if the platform names none
 * @param version the version to install
 * @param size the size of the file in bytes; -1 if the platform does not specify it
 * @param fileType the extension of the file name in lower case, such as {@code dp}; may be empty
 * @param digests the expected digests in hexadecimal, by Java's name of the algorithm, such as
 *     {@code SHA-256}
 * @param difference whether the file contains only the changes against the present version
 * @param extension additional information that the operator entered with the firmware on the
 *     platform; an empty object if there is none
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
