/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A handler for the platform's requests to any device of a session: the gateway itself and its
 * sub-devices. Like a {@link RequestHandler}, it is called on an executor of the connection:
 * sequentially for one device, in the order of arrival, and concurrently for different devices. The
 * call must return quickly; long work continues behind the returned stage.
 */
@ConsumerType
@FunctionalInterface
public interface DeviceRequestHandler {

  /**
   * Starts to handle a request; the returned stage completes with the reply.
   *
   * @param link the link of the device that is addressed
   */
  CompletionStage<Reply> handle(DeviceLink link, Request request);
}
