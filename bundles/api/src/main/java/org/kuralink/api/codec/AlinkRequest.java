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
 * A request to encode: <code>{"id":…,"version":…,"params":…,"method":…}</code>.
 *
 * @param id the id of the message
 * @param version the protocol version: {@link #VERSION}, unless a topic requires another
 * @param method for example {@code thing.event.property.post}
 * @param params any JSON value, copied unchanged
 */
public record AlinkRequest(MessageId id, String version, String method, JsonText params) {

  /** The current protocol version. */
  public static final String VERSION = "1.0";

  /** Creates a request of version {@value #VERSION}. */
  public AlinkRequest(MessageId id, String method, JsonText params) {
    this(id, VERSION, method, params);
  }
}
