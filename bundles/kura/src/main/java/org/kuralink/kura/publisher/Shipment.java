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
import org.kuralink.kura.endpoint.Endpoint;

/** A message that is ready to go. */
@FunctionalInterface
interface Shipment {

  /**
   * Hands it over, without blocking.
   *
   * @return empty if that cannot be done now, because a bundle is being replaced; else done when
   *     the message has arrived, or failed
   */
  Optional<CompletionStage<?>> send(Endpoint endpoint);
}
