/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

/**
 * A raw message on a topic. The payload is not copied and must not be modified.
 *
 * @param topic a topic without wildcards
 * @param payload any bytes
 */
@SuppressWarnings("ArrayRecordComponent")
public record Message(String topic, byte[] payload) {

  @Override
  public String toString() {
    return topic + " (" + payload.length + " bytes)";
  }
}
