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
 * The id of an Alink message. The guide says a string of digits; the official SDKs and the platform
 * send numbers and arbitrary strings as well. Ids are compared by their text, and answered in the
 * JSON type they came in.
 *
 * @param text the id without quotes
 * @param numeric whether it stands on the wire as a JSON number
 */
public record MessageId(String text, boolean numeric) {

  /** The id of a request of ours: a string of digits. */
  public static MessageId of(long number) {
    return new MessageId(Long.toString(number), false);
  }

  @Override
  public String toString() {
    return text;
  }
}
