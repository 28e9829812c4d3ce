/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.publisher;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.kuralink.api.connection.Delivery;
import org.kuralink.kura.endpoint.KuraEndpoint;

/**
 * A message that is ready to go.
 *
 * @param delivery only a durable one waits while it cannot go
 * @param confirmed whether somebody says that it has arrived
 * @param way hands it over, without blocking; empty if that cannot be done now, because something
 *     is away; else done when the message has arrived, or failed
 */
record ReadyMessage(
    Delivery delivery,
    boolean confirmed,
    Function<KuraEndpoint, Optional<CompletionStage<?>>> way) {

  /** A message that the platform answers. */
  static ReadyMessage answered(
      Delivery delivery, Function<KuraEndpoint, Optional<CompletionStage<?>>> way) {
    return new ReadyMessage(delivery, true, way);
  }

  /** A message that is only acknowledged, and a transient one not even that. */
  static ReadyMessage acknowledged(
      Delivery delivery, Function<KuraEndpoint, Optional<CompletionStage<?>>> way) {
    return new ReadyMessage(delivery, delivery != Delivery.TRANSIENT, way);
  }

  boolean waits() {
    return delivery == Delivery.DURABLE;
  }
}
