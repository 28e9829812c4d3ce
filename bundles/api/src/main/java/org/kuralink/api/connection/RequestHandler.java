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
 * Answers requests of the platform. Called on an executor of the connection, requests of one link
 * one after another in the order of their arrival. The call must return soon; long work goes on
 * behind the returned stage. A handler that throws, or whose stage fails, is answered for with code
 * 400, so that each request has exactly one answer.
 */
@ConsumerType
@FunctionalInterface
public interface RequestHandler {

  /** Takes a request on; the stage brings the answer. */
  CompletionStage<Reply> handle(Request request);
}
