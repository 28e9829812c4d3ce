/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.link;

import java.util.concurrent.CompletionException;
import org.kuralink.api.connection.LinkException;

/** What is to be said of a stage that failed. */
public final class Failures {

  private Failures() {}

  /** The failure itself, without what a stage wraps around it. */
  public static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }

  /** What fails while the configured connection is not there. */
  public static LinkException noConnection(String connection) {
    return new LinkException(
        LinkException.Reason.OFFLINE, "there is no connection '" + connection + "' at the moment");
  }

  /** The failure in words. */
  public static String words(Throwable failure) {
    Throwable cause = cause(failure);
    String message = cause.getMessage();
    return message == null ? cause.toString() : message;
  }
}
