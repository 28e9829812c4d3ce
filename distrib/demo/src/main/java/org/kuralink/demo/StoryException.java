/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.demo;

/** Thrown when a step of the demo fails; the message says which step and why. */
final class StoryException extends Exception {

  private static final long serialVersionUID = 1L;

  StoryException(String message) {
    super(message, null, false, false);
  }
}
