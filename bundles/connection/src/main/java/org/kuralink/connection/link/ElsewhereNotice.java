/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.Request;
import org.kuralink.api.connection.RequestHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The platform says that a device has moved to another region, instance or account. Where to is
 * only in its console, so that a person is told.
 */
final class ElsewhereNotice implements RequestHandler {

  static final String METHOD = "thing.bootstrap.notify";

  private static final Logger LOG = LoggerFactory.getLogger(ElsewhereNotice.class);

  private final DeviceIdentity identity;

  ElsewhereNotice(DeviceIdentity identity) {
    this.identity = identity;
  }

  @Override
  public CompletionStage<Reply> handle(Request request) {
    LOG.warn(
        "{}: the platform says that this device has been moved and is to log in elsewhere; this"
            + " session stays where it is: look up the instance in the console and set"
            + " instance.id, region or host",
        identity);
    return CompletableFuture.completedFuture(Reply.success());
  }
}
