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
 * What arrived is no Alink envelope: broken UTF-8, broken JSON, a member of a wrong type, nested
 * too deeply, or too large. Expected from a network, hence without a stack trace.
 */
public final class MalformedMessageException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Says what is wrong and where. */
  public MalformedMessageException(String message) {
    super(message, null, false, false);
  }
}
