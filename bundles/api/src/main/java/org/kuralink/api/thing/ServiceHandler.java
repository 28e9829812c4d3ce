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
 * Carries out services that the platform calls, asynchronously or by RRPC (developer guide 9.5).
 * Registered as a service; {@link #SERVICE} names the identifiers that it carries out (absent: all
 * that no other handler names), {@link Thing#CONNECTION} the session that it serves (absent:
 * every).
 *
 * <p>It serves the gateway itself, unless {@link
 * org.kuralink.api.connection.HandlerProperties#PRODUCT_KEY} names the products, and perhaps {@link
 * org.kuralink.api.connection.HandlerProperties#DEVICE_NAME} the devices, that it serves; where
 * several would do, {@code service.ranking} decides.
 *
 * <p>Called on a thread of the thing, one call at a time for each device: the next one begins when
 * the stage of the one before is done, or its time is over. Calls that wait are bounded; one too
 * many is answered with code 429. A handler may block, which delays nobody but itself. Throwing,
 * failing the stage and being late are answered with code 400; a call that the platform delivers
 * again is answered again but not made again.
 */
@ConsumerType
@FunctionalInterface
public interface ServiceHandler {

  /** The service property ({@code String} or {@code String[]}) with the identifiers. */
  String SERVICE = "service";

  /**
   * Carries out one call.
   *
   * @return what the platform is answered; to be done within {@link ServiceCall#limit}
   */
  CompletionStage<ServiceResult> call(ServiceCall call);
}
