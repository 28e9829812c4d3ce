/** The data of a log-in, its signature, and the endpoint of the platform. */
package org.kuralink.login;
