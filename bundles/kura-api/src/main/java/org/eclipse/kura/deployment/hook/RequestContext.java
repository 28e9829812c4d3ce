/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.eclipse.kura.deployment.hook;

import org.osgi.annotation.versioning.ProviderType;

/** What a {@link DeploymentHook} is called for. */
@ProviderType
public class RequestContext {

  private final String downloadFilePath;
  private final String requestType;

  /** A request of a type, for a file. */
  public RequestContext(String downloadFilePath, String requestType) {
    this.downloadFilePath = downloadFilePath;
    this.requestType = requestType;
  }

  /** Absolute path of the file. */
  public String getDownloadFilePath() {
    return downloadFilePath;
  }

  /** The type by which the hook was chosen. */
  public String getRequestType() {
    return requestType;
  }
}
