/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.channel;

/**
 * An error in a configuration of field channels.
 *
 * @param place the position of the entry, as given by the server, device or point
 * @param member the member with the wrong value, for example {@code registerAddress}; empty for the
 *     entry itself
 * @param text what is wrong and what is allowed, without secrets
 */
public record FieldError(String place, String member, String text) {

  @Override
  public String toString() {
    return (member.isEmpty() ? place : place + "." + member) + ": " + text;
  }
}
