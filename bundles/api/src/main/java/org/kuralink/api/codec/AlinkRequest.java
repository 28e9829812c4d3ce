/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.codec;

/**
 * A request to be written: <code>{"id":…,"version":…,"params":…,"method":…}</code>.
 *
 * @param version of the protocol; {@link #VERSION} unless a topic wants another
 * @param params any JSON value, written as it is
 */
public record AlinkRequest(MessageId id, String version, String method, JsonText params) {

  /** The only version there is. */
  public static final String VERSION = "1.0";

  /** A request of version 1.0. */
  public AlinkRequest(MessageId id, String method, JsonText params) {
    this(id, VERSION, method, params);
  }
}
