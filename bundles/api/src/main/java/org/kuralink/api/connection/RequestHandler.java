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
 * A handler for requests of the platform. Called on an executor of the connection; requests of one
 * link are passed sequentially, in the order of arrival. The call must return quickly; long work
 * continues behind the returned stage. If the handler throws or its stage fails, the connection
 * replies with code 400, so that each request gets exactly one reply.
 */
@ConsumerType
@FunctionalInterface
public interface RequestHandler {

  /** Starts to handle a request; the returned stage completes with the reply. */
  CompletionStage<Reply> handle(Request request);
}
