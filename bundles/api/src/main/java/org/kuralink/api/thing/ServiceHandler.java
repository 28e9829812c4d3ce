/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.thing;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A handler for services of the thing model that the platform calls, asynchronously or by RRPC
 * (developer guide 9.5). Registered as a service with these properties:
 *
 * <ul>
 *   <li>{@link #SERVICE}: the identifiers of the services; absent: all services without a handler
 *       of their own
 *   <li>{@link Thing#CONNECTION}: the session; absent: all sessions
 *   <li>{@link org.kuralink.api.connection.HandlerProperties#PRODUCT_KEY} and optionally {@link
 *       org.kuralink.api.connection.HandlerProperties#DEVICE_NAME}: the devices; absent: the
 *       gateway itself
 *   <li>{@code service.ranking}: decides between several suitable handlers
 * </ul>
 *
 * <p>Called on a thread of the thing, one call at a time per device: the next call starts when the
 * stage of the previous one has completed or its time limit has passed. The number of waiting calls
 * is limited; the platform gets code 429 for further ones. A handler may block; it delays only its
 * own calls. The platform gets code 400 if the call throws, its stage fails or the time limit
 * passes. If the platform delivers a call again, it gets the stored result and the handler is not
 * called again.
 */
@ConsumerType
@FunctionalInterface
public interface ServiceHandler {

  /** The service property ({@code String} or {@code String[]}) with the identifiers. */
  String SERVICE = "service";

  /**
   * Carries out a call.
   *
   * @return the result for the platform; has to complete within {@link ServiceCall#limit}
   */
  CompletionStage<ServiceResult> call(ServiceCall call);
}
