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
 * The id of an Alink message. The developer guide requires a string of digits; the official SDKs
 * and the platform also send numbers and arbitrary strings. Replies are matched by the text of the
 * id alone, and repeat the id with its JSON type.
 *
 * @param text the id without quotes
 * @param numeric whether the id is a JSON number
 */
public record MessageId(String text, boolean numeric) {

  /** Returns the id of a request from this gateway: a string of digits. */
  public static MessageId of(long number) {
    return new MessageId(Long.toString(number), false);
  }

  @Override
  public String toString() {
    return text;
  }
}
