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
 * Answers requests of the platform to any device of a session, the gateway itself and its
 * sub-devices. Called as {@link RequestHandler} is: requests of one device one after another in the
 * order of their arrival, those of different devices beside each other. The call must return soon;
 * long work goes on behind the returned stage.
 */
@ConsumerType
@FunctionalInterface
public interface DeviceRequestHandler {

  /**
   * Takes a request on; the stage brings the answer.
   *
   * @param link of the device that is asked
   */
  CompletionStage<Reply> handle(DeviceLink link, Request request);
}
