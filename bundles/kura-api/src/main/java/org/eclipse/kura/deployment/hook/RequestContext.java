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

/** The request for which a {@link DeploymentHook} is called. */
@ProviderType
public class RequestContext {

  private final String downloadFilePath;
  private final String requestType;

  /** Creates a request for a file and a type. */
  public RequestContext(String downloadFilePath, String requestType) {
    this.downloadFilePath = downloadFilePath;
    this.requestType = requestType;
  }

  /** Returns the absolute path of the file. */
  public String getDownloadFilePath() {
    return downloadFilePath;
  }

  /** Returns the type by which the hook was selected. */
  public String getRequestType() {
    return requestType;
  }
}
