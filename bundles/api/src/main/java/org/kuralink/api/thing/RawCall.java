/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.thing;

import java.util.Optional;
import org.kuralink.api.codec.JsonText;

/**
 * A request decoded from raw data of the platform.
 *
 * @param method {@code thing.service.property.set}, {@code thing.service.property.get}, or {@code
 *     thing.service.} followed by the identifier of a service
 * @param params the parameters in their Alink JSON form
 * @param id identifies the request, if the raw data contain an id; a request with the same id
 *     within ten minutes is not carried out again
 */
public record RawCall(String method, JsonText params, Optional<String> id) {}
